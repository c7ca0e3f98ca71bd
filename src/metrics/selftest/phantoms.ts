/** Every phantom there is. A new one is a record in a file here and one line. */
import { ball, halfShell, shell } from './ball.js';
import { star } from './branches.js';
import { channels } from './channels.js';
import { neck, needles } from './dendrites.js';
import { cell, deposit, short } from './deposits.js';
import { layers, plate } from './layers.js';
import type { Phantom } from './phantom.js';
import { ramp, waves } from './reliefs.js';
import { ring, rod, twins } from './rods.js';
import { carpet, coveredDisc, depositSection, randomBoxes, tiles, wideDisc } from './sections.js';
import { disc, film } from './sheet.js';
import { crack } from './solid-electrolyte.js';
import { dumbbell, hollow } from './voids.js';

export const PHANTOMS: readonly Phantom[] = [
  ball,
  shell,
  halfShell,
  disc,
  film,
  plate,
  layers,
  rod,
  twins,
  ring,
  star,
  deposit,
  cell,
  short,
  needles,
  neck,
  crack,
  channels,
  hollow,
  dumbbell,
  waves,
  ramp,
  coveredDisc,
  depositSection,
  tiles,
  randomBoxes,
  carpet,
  wideDisc,
];
