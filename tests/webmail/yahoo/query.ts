/**
 * The query language of `messages/@.select==q?q=…`: terms with a space between them, `name:value` or free words, each
 * with a minus to turn it round.
 */
export interface Query {
  folderIds: string[];
  acctId?: string;
  conversationId?: string;
  ids: string[];
  notFolderTypes: string[];
  count: number;
  offset: number;
  words: string[];
}

const TERM = /(-?)([a-zA-Z]+):(\([^)]*\)|\[[^\]]*\]|[^\s()]+)|(\S+)/g;
const USUAL_COUNT = 50;

const listed = (value: string): string[] =>
  value
    .replace(/^[([]|[)\]]$/g, '')
    .split(/[\s,]+/)
    .filter((one) => one !== '');

export function parseQuery(text: string): Query {
  const query: Query = { folderIds: [], ids: [], notFolderTypes: [], count: USUAL_COUNT, offset: 0, words: [] };
  for (const [, minus, name, value = '', word] of text.matchAll(TERM)) {
    if (word !== undefined) query.words.push(word.toLowerCase());
    else if (name === 'folderId') query.folderIds.push(...listed(value));
    else if (name === 'acctId') query.acctId = value;
    else if (name === 'conversationId') query.conversationId = value;
    else if (name === 'id') query.ids.push(...listed(value));
    else if (name === 'folderType' && minus) query.notFolderTypes.push(...listed(value));
    else if (name === 'count') query.count = Number(value) || USUAL_COUNT;
    else if (name === 'offset') query.offset = Number(value) || 0;
  }
  return query;
}
