/**
 * Any failure of the CRM, named for the decision it leads to. Messages carry no address, subject or token, and no cause
 * is kept: those of fetch, JSON and Zod quote web addresses and what stood in the answer.
 */
export abstract class CrmError extends Error {
  abstract override readonly name: string;
}
