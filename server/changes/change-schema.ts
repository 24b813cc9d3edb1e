const integer = (description: string) => ({ description, readOnly: true, type: ['integer'] });
const string = (description: string) => ({ description, readOnly: true, type: ['string'] });

/** `GET /tandem/changes/schema`, in the form of the other resources' schemas. */
export const changeSchema = {
  properties: {
    cursor: integer('Number of the change, to go on from'),
    entity: string('Resource of the record'),
    id: integer('Id of the record'),
    action: string('insert, update or delete'),
    at: { ...string('When it was written'), format: 'date-time' },
    byMe: { description: 'Whether the user of this session wrote it', readOnly: true, type: ['boolean'] },
  },
};
