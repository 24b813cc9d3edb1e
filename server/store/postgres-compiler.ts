import { type ColumnDefinitionNode, DataTypeNode, type FunctionNode, PostgresQueryCompiler } from 'kysely';

/**
 * Kysely's SQL for PostgreSQL, with the differences to SQLite taken out, so that one migration and one query serve both:
 *
 * - Text columns sort and compare byte by byte (`C`), as SQLite's do, whatever the collation of the database.
 * - `lower` folds all of Unicode, whatever the collation.
 * - `autoIncrement` counts up by a sequence.
 * - A null character, which PostgreSQL cannot hold and nothing stored here contains, becomes U+FFFD: a look-up with one
 *   finds nothing rather than failing.
 */
export class PostgresCompiler extends PostgresQueryCompiler {
  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    const { autoIncrement = false, ...column } = node;
    super.visitColumnDefinition(autoIncrement ? { ...column, dataType: DataTypeNode.create('serial') } : node);
  }

  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node);
    // A cast to text takes no collation.
    if (node.dataType === 'text' && this.parentNode?.kind === 'ColumnDefinitionNode') this.append(' collate "C"');
  }

  protected override visitFunction(node: FunctionNode): void {
    if (node.func === 'lower') {
      this.append('lower(');
      this.compileList(node.arguments);
      this.append(' collate "und-x-icu")');
    } else {
      super.visitFunction(node);
    }
  }

  protected override appendValue(parameter: unknown): void {
    super.appendValue(typeof parameter === 'string' ? parameter.replaceAll('\0', '\ufffd') : parameter);
  }
}
