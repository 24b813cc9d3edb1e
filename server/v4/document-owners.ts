/** Column that ties a document to the record it was added to, by resource; v4 documents these three. */
export const documentOwners: Readonly<Record<string, string>> = {
  accounts: 'accountId',
  opportunities: 'opportunityId',
  salesOrders: 'salesOrderId',
};
