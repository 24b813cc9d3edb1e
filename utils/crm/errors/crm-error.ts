/** Any failure of the CRM, named for the decision it leads to. Messages carry no address, subject or token. */
export abstract class CrmError extends Error {
  abstract override readonly name: string;
}
