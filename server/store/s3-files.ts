import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { checkKey, createByteCounter, type Files, FilesUnavailableError } from './files.ts';
import type { S3Settings } from './s3-settings.ts';

/** Bytes of one part of an upload: as many for each part under way are held in memory, and no more. */
const PART_BYTES = 8 * 1024 * 1024;
/** Parts of one upload under way at once. */
const PARTS_AT_ONCE = 2;

const CONNECT_MS = 5_000;
/** Silence after which a request counts as failed. */
const SILENCE_MS = 30_000;
const ATTEMPTS = 3;

const statusOf = (error: unknown) => (error as Partial<S3ServiceException>).$metadata?.httpStatusCode;

/** The error without what the library puts into it, such as keys and addresses. */
function toFailure(error: unknown): FilesUnavailableError {
  const { name = 'unknown', code } = error as NodeJS.ErrnoException;
  const words = [statusOf(error), code ?? name].filter((word) => word !== undefined).join(' ');
  return new FilesUnavailableError(`the file storage does not do it (${words})`);
}

function connect({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS, throwOnRequestTimeout: true },
    // Checksums beyond those of the signature are an extension that not all storage of this kind has.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Files in a bucket of S3-compatible storage, one object each. An object appears when its upload is complete.
 *
 * @throws when the bucket is not there or closed to these keys. Storage that cannot be reached may come back, and is none.
 */
export async function openS3Files(settings: S3Settings): Promise<Files> {
  const client = connect(settings);
  const bucket = { Bucket: settings.bucket };
  const at = (key: string) => ({ ...bucket, Key: checkKey(key) });
  try {
    // What will be needed is tried: to ask for the bucket itself takes another right, which these keys need not have.
    const probe = at(randomUUID());
    await client.send(new PutObjectCommand({ ...probe, Body: 'is it open?' }));
    await client.send(new DeleteObjectCommand(probe));
  } catch (error) {
    const status = statusOf(error) ?? 0;
    if (status >= 300 && status < 500) {
      throw new Error(`S3_BUCKET is not there, or closed to this key: the storage answers ${status}`);
    }
  }

  return {
    async save(bytes, maxBytes) {
      const key = randomUUID();
      const counter = createByteCounter(maxBytes);
      const source = bytes ? Readable.fromWeb(bytes as import('node:stream/web').ReadableStream) : Readable.from([]);
      // Its failures are those of the counter, which are looked at below.
      const feeding = pipeline(source, counter.stream).catch(() => {});
      const upload = new Upload({
        client,
        params: { ...at(key), Body: counter.stream },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
        leavePartsOnError: false,
      });
      try {
        await upload.done();
      } catch (error) {
        // What failed first counts: the bytes, or the storage that is then no longer fed.
        const { errored } = counter.stream;
        counter.stream.destroy();
        await feeding;
        throw errored ?? toFailure(error);
      }
      return { key, size: counter.size() };
    },

    async open(key) {
      const place = at(key);
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand(place));
        if (!(Body instanceof Readable)) throw new Error('the storage answers without a file');
        return { size: ContentLength, stream: Readable.toWeb(Body) as ReadableStream<Uint8Array> };
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw toFailure(error);
      }
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch((error: unknown) => {
        throw toFailure(error);
      });
    },
  };
}
