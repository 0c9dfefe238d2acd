export { SMALL_MS, TURN_MS, turns, Turns, type LoopClock, type Turn } from './turns.js';
export { inTurns, type Steps } from './in-turns.js';
export { sortSteps } from './sort-steps.js';
