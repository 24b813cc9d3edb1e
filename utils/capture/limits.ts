/**
 * Limits of `utils/model/delivery.ts`, repeated because that file brings its schema library along and a content script must
 * not. A test holds the two together.
 */
export const PIECE_BYTES = 256 * 1024;
export const MAX_SOURCE_BYTES = 64 * 1024 * 1024;
export const MAX_REFERENCES_PER_NOTICE = 500;
