import { parseArgs } from 'node:util';

export interface CliOptions {
  port: number;
  host: string;
  dataDir: string;
  sample: boolean;
  publicUrl: string | undefined;
  /** A user to add before starting, from `Name <address>`. */
  addUser: { name: string; email: string } | undefined;
  help: boolean;
}

export const usage = `Usage: node server/main.ts [options]

  --port N          port to listen on, 8484 unless told; 0 for a free one
  --host ADDRESS    address to listen on, 127.0.0.1 unless told
  --data DIR        folder of database and files, .data/crm unless told
  --sample          add sample companies, contacts and users, once
  --public-url URL  address the server is reached at from outside
  --add-user "NAME <ADDRESS>"  add a user and print the key pair and password, which are shown only once
`;

/** @throws an `Error` whose message is for the person at the terminal. */
export function parseCliOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8484' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: '.data/crm' },
      sample: { type: 'boolean', default: false },
      'public-url': { type: 'string' },
      'add-user': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error('--port must be from 0 to 65535');
  const publicUrl = values['public-url'];
  if (publicUrl !== undefined && !/^https?:\/\/[^/]+\/?$/.test(publicUrl)) {
    throw new Error('--public-url must look like https://crm.example.com');
  }
  const added = values['add-user'];
  const user = added === undefined ? undefined : /^\s*([^<>]+?)\s*<([^\s@<>]+@[^\s@<>]+)>\s*$/.exec(added);
  if (user === null) throw new Error('--add-user must look like "Nora Lind <nora@example.com>"');
  return {
    port: Number(values.port),
    host: values.host,
    dataDir: values.data,
    sample: values.sample,
    publicUrl,
    addUser: user && { name: user[1] ?? '', email: user[2] ?? '' },
    help: values.help,
  };
}
