import type { PlantedFault } from './fault.js';
import { FAULTS_OF_QUERIES } from './faults-of-queries.js';
import { FAULTS_OF_RESOURCES } from './faults-of-resources.js';

export const PLANTED_FAULTS: readonly PlantedFault[] = [...FAULTS_OF_RESOURCES, ...FAULTS_OF_QUERIES];
