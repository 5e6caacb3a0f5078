/** A comment as the schema wants it in the database. */
export interface WantedComment {
  kind: 'TABLE' | 'COLUMN' | 'TYPE';
  /** Names in the database: the table or type, then the column. */
  path: string[];
  text: string;
}

/**
 * The `///` comments of a Prisma schema, by the names that their tables, columns and enums have in the database.
 * Relation fields have no column and are left out.
 */
export function commentsOf(schema: string): WantedComment[] {
  const blocks = blocksOf(schema);
  const models = new Set(blocks.filter((block) => block.kind === 'model').map((block) => block.name));
  return blocks.flatMap((block) => (block.kind === 'enum' ? commentsOfEnum(block) : commentsOfModel(block, models)));
}

interface Block {
  kind: string;
  name: string;
  /** Comment above the block. */
  text: string;
  lines: string[];
}

function blocksOf(schema: string): Block[] {
  const blocks: Block[] = [];
  let comment: string[] = [];
  let block: Block | undefined;
  for (const line of schema.split('\n').map((text) => text.trim())) {
    const opening = /^(model|enum) (\w+) \{$/.exec(line);
    if (block !== undefined) {
      if (line === '}') block = undefined;
      else block.lines.push(line);
    } else if (opening !== null) {
      block = { kind: opening[1]!, name: opening[2]!, text: comment.join(' '), lines: [] };
      blocks.push(block);
    }
    comment = line.startsWith('///') ? [...comment, line.slice(3).trim()] : [];
  }
  return blocks;
}

function mappedName(block: Block): string {
  return block.lines.map((line) => /^@@map\("([^"]+)"\)/.exec(line)?.[1]).find((name) => name !== undefined) ?? block.name;
}

function commentsOfEnum(block: Block): WantedComment[] {
  return block.text === '' ? [] : [{ kind: 'TYPE', path: [mappedName(block)], text: block.text }];
}

function commentsOfModel(block: Block, models: Set<string>): WantedComment[] {
  const table = mappedName(block);
  const found: WantedComment[] = block.text === '' ? [] : [{ kind: 'TABLE', path: [table], text: block.text }];
  let comment: string[] = [];
  for (const line of block.lines) {
    if (line.startsWith('///')) {
      comment.push(line.slice(3).trim());
      continue;
    }
    const field = /^(\w+)\s+(\w+)(\[\]|\?)?/.exec(line);
    if (field !== null && comment.length > 0 && !models.has(field[2]!)) {
      const column = /@map\("([^"]+)"\)/.exec(line)?.[1] ?? field[1]!;
      found.push({ kind: 'COLUMN', path: [table, column], text: comment.join(' ') });
    }
    comment = [];
  }
  return found;
}

/** @returns the statement that gives the database this comment */
export function statementFor(comment: WantedComment): string {
  const name = comment.path.map((part) => `"${part}"`).join('.');
  return `COMMENT ON ${comment.kind} ${name} IS '${comment.text.replaceAll("'", "''")}';`;
}
