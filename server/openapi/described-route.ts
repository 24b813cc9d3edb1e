import type { z } from 'zod';

/** What travels: a Zod schema, by name where several routes share it. */
export interface Content {
  schema: z.ZodType;
  /** Name among the components of the document. */
  name?: string;
  /** An array of these. */
  list?: boolean;
  example?: unknown;
}

/** Bytes rather than JSON. */
interface Bytes {
  type: string;
}

export interface RouteParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  schema: z.ZodType;
  /** Each attribute of an object stands for a parameter of its own. */
  explode?: boolean;
}

/** One route of the API in words and schemas. The document and the pages under `/docs` are made of these. */
export interface DescribedRoute {
  method: 'get' | 'post' | 'put' | 'delete';
  /** From the root of the server, parameters in braces: `/api/v4/users/{id}/roles`. */
  path: string;
  /** Unique among all routes, for programs made from the document. */
  id: string;
  /** Heading it stands under; for routes of an entity its resource. */
  tag: string;
  summary: string;
  description?: string;
  /** Needs the session key. True unless told. */
  session?: boolean;
  parameters?: readonly RouteParameter[];
  body?: Content | Bytes;
  /** What 200 holds; nothing when it is empty. */
  answer: { description: string; content?: Content | Bytes };
  /** Statuses beyond those of every route, with what they mean. Their body is that of every refusal unless told. */
  refusals?: Readonly<Record<number, string | { description: string; content: Content }>>;
}
