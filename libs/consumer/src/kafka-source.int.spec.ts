import { behavesAsConsumer } from './consumer.suite.js';
import { kafkaLog } from './kafka-source.fixture.js';

behavesAsConsumer('Kafka', kafkaLog);
