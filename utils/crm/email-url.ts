/** The vendor's API hosts show no pages, and where its web application shows an e-mail is not documented. */
const VENDOR_API = /(^|\.)(forcemanager\.(com|net))$/i;

/**
 * Page of the embedded CRM that shows an e-mail.
 *
 * @param crmUrl address of the CRM as set, with or without `/api/v4`
 */
export function emailUrl(crmUrl: string, id: number): string | undefined {
  if (!URL.canParse(crmUrl) || VENDOR_API.test(new URL(crmUrl).hostname)) return undefined;
  return `${crmUrl.replace(/\/+$/, '').replace(/\/api(\/v4)?$/i, '')}/emails/${id}`;
}
