/** `strict`: the RFCs to the letter, without any of the accommodations in this file. */
export type Tolerance = 'tolerant' | 'strict';

export type QuirkName = string;
