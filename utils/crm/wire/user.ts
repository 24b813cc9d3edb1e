import { flagSchema, listSchema, recordSchema, textSchema } from './lenient.ts';

/** A person with a login. `isActive` false means that he or she cannot sign in any more. */
export const userSchema = recordSchema({
  name: textSchema,
  lastName: textSchema,
  email: textSchema,
  isActive: flagSchema,
});
export const usersSchema = listSchema(userSchema);
