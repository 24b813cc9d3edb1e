import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import S3rver from '@20minutes/s3rver';
import type { S3Settings } from '../../../server/store/s3-settings.ts';
import { type Life, onEnd, temporaryFolder } from './endings.ts';

/** `pass` lets the storage answer; whoever does not call it answers in its place, or not at all. */
type Guard = (request: IncomingMessage, response: ServerResponse, pass: () => void) => void;

export interface S3Place {
  settings: S3Settings;
  /** Folder of what it keeps. */
  folder: string;
  /** Stands before the storage. */
  guard: Guard;
  /** Method and query of every request. */
  requests: string[];
  close(): Promise<void>;
}

const BUCKET = 'crm-files';

/** S3-compatible storage on this machine, which checks signatures and knows uploads in parts, but not how to call one off. */
export async function startS3Server(life: Life = 'test'): Promise<S3Place> {
  const folder = await temporaryFolder(life);
  const storage = new S3rver({ silent: true, directory: folder, configureBuckets: [{ name: BUCKET, configs: [] }] });
  await storage.configureBuckets();
  const answer = storage.callback();
  const server = createServer((request, response) => {
    place.requests.push(`${request.method} ${new URL(request.url ?? '', 'http://s3').search}`);
    place.guard(request, response, () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place: S3Place = {
    settings: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      bucket: BUCKET,
      region: 'us-east-1',
      // The one account this storage has.
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
    folder,
    guard: (_request, _response, pass) => pass(),
    requests: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  onEnd(life, place.close);
  return place;
}
