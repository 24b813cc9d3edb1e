import { join } from 'node:path';
import { changeUser, revokeKey } from './access/manage-access.ts';
import { type CliOptions, parseCliOptions, usage } from './cli-options.ts';
import { addUser } from './sample/add-user.ts';
import { startServer } from './start-server.ts';
import { backUp } from './store/back-up.ts';
import { sqliteFile } from './store/open-database.ts';

async function run(options: CliOptions): Promise<void> {
  if (options.backup !== undefined) {
    await backUp(sqliteFile(options.dataDir), options.backup);
    console.info(`The database is copied to ${options.backup}. Copy ${join(options.dataDir, 'files')} now, after it.`);
    return;
  }
  if (options.revokeKey !== undefined) {
    await revokeKey(options, options.revokeKey);
    console.info('The key and its sessions have ended.');
    return;
  }
  if (options.changeUser) {
    await changeUser(options, options.changeUser);
    console.info(`Changed ${options.changeUser.email}.`);
    return;
  }
  if (options.addUser) {
    const { user, key, password } = await addUser(
      options,
      { ...options.addUser, level: options.level, manager: options.manager },
      options.timeZone,
    );
    console.info(`Added ${user.name} <${user.email}>. These are shown only now:`);
    console.info(`  public key   ${key.publicKey}\n  private key  ${key.privateKey}\n  password     ${password}`);
  }
  const { publicUrl, ...rest } = options;
  const server = await startServer({ ...rest, ...(publicUrl === undefined ? {} : { publicUrl }) });
  console.info(`The CRM is at ${publicUrl ?? server.url}, its API at ${publicUrl ?? server.url}/api/v4`);
  for (const { name, email, key } of server.sample?.users ?? []) {
    console.info(`  ${name} <${email}>: public key ${key.publicKey}, private key ${key.privateKey}`);
  }
  console.info(`Open the pages, once, with ${server.createSignInLink()}`);

  const stop = () => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  const options = parseCliOptions(process.argv.slice(2), process.env);
  if (options.help) console.info(usage);
  else await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${usage}`);
  process.exitCode = 1;
}
