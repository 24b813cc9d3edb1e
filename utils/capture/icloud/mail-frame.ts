/**
 * The mail app, also in mainland China; its messages are shown by another app, `mail2-message`, on another host. It was
 * `mail` once, and a later one is looked for under a higher number.
 */
const MAIL_APP = /^\/applications\/mail\d*\//;

/** The release all that is known comes from. */
const KNOWN_MAIL_APP = /^\/applications\/mail2\//;

type FrameWindow = { readonly location: Pick<Location, 'pathname'>; readonly parent: FrameWindow };

/**
 * Whether this frame is the mail app. iCloud's page is a shell around frames: the shell and the frames of other apps ask
 * for no mail, and within the mail app no frame of it may capture a second time.
 */
export function isMailFrame(window: FrameWindow): boolean {
  if (!MAIL_APP.test(window.location.pathname)) return false;
  try {
    return window.parent === window || !MAIL_APP.test(window.parent.location.pathname);
  } catch {
    // A page of somebody else is around it.
    return true;
  }
}

/** Whether this is a release of the mail app that nobody has described. */
export function isUnknownMailApp({ pathname }: Pick<Location, 'pathname'>): boolean {
  return MAIL_APP.test(pathname) && !KNOWN_MAIL_APP.test(pathname);
}
