/** What a page may load and do: its own sheet, images, frames and forms, and no script of any kind. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
