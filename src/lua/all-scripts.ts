import { advanceLineScript } from './advance-line.script.js';
import { beginPaymentScript } from './begin-payment.script.js';
import { blockScript } from './block.script.js';
import { changeHoldScript } from './change-hold.script.js';
import { confirmHoldScript } from './confirm-hold.script.js';
import { expireHoldsScript } from './expire-holds.script.js';
import { extendHoldScript } from './extend-hold.script.js';
import { giveBackScript } from './give-back.script.js';
import { holdScript } from './hold.script.js';
import { joinLineScript } from './join-line.script.js';
import { leaveLineScript } from './leave-line.script.js';
import { moveHoldsScript } from './move-holds.script.js';
import { movePlaceScript } from './move-place.script.js';
import { prepareEventScript } from './prepare-event.script.js';
import { readBuyerHoldsScript } from './read-buyer-holds.script.js';
import { readHoldScript } from './read-hold.script.js';
import { readLineScript } from './read-line.script.js';
import { readMapScript } from './read-map.script.js';
import { readPulseScript } from './read-pulse.script.js';
import { releaseHoldScript } from './release-hold.script.js';
import { repairScript } from './repair.script.js';
import { returnItemsScript } from './return-items.script.js';
import { setSaleScript } from './set-sale.script.js';
import { unblockScript } from './unblock.script.js';
import { undoPaymentScript } from './undo-payment.script.js';

/** Every script there is; each is loaded, and so compiled, at boot. */
export const ALL_SCRIPTS = [
  prepareEventScript,
  setSaleScript,
  holdScript,
  changeHoldScript,
  extendHoldScript,
  releaseHoldScript,
  beginPaymentScript,
  undoPaymentScript,
  confirmHoldScript,
  giveBackScript,
  blockScript,
  unblockScript,
  returnItemsScript,
  repairScript,
  expireHoldsScript,
  moveHoldsScript,
  readMapScript,
  readPulseScript,
  readHoldScript,
  readBuyerHoldsScript,
  joinLineScript,
  leaveLineScript,
  advanceLineScript,
  readLineScript,
  movePlaceScript,
] as const;
