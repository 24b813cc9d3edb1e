// A CRM in a process of its own, without the limit of requests a second. Options as JSON in the first argument.
import { startServer } from '../../server/start-server.ts';
import { reportReady } from './report-ready.ts';

const options = JSON.parse(process.argv[2] ?? '{}');
const { url } = await startServer({ ...options, requestsPerSecond: Number.POSITIVE_INFINITY, onFault: () => {} });
reportReady(url);
