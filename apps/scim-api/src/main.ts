import { runProcess } from '#service';
import { scimApiConfig } from './config.js';
import { startScimApi } from './start-scim-api.js';

await runProcess(async () => startScimApi(scimApiConfig(process.env)));
