export { TURN_MS, turns, Turns, type LoopClock, type OnSpent, type Turn } from './turns.js';
export { jsonSteps, shortJson } from './json-steps.js';
export { BackgroundLoop, type BackgroundLoopOptions, type HeldWait, type Wait } from './background-loop.js';
export { inTurns, type Steps } from './in-turns.js';
export { sortSteps } from './sort-steps.js';
export { mapSteps } from './map-steps.js';
