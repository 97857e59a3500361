// What the checks need to know of a source, read from its syntax tree: text in comments and strings never counts.
import { parseSync } from 'vite';

/** A node of the ESTree; only `type` and `start` are common to all. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [property: string]: unknown;
}

export interface ImportEdge {
  /** Undefined when the specifier is computed. */
  readonly specifier: string | undefined;
  /** True when nothing of the import is left at run time. */
  readonly typeOnly: boolean;
  readonly start: number;
}

/** Parses TypeScript or TSX; a syntax error is an exception, since `tsc` reports it better. */
export function parse(path: string, text: string): Node {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return program as unknown as Node;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

function nodesOf(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

/** Calls `visit` for every node with its parent and the parent's property that holds it. */
export function walk(node: Node, visit: (node: Node, parent?: Node, property?: string) => void, parent?: Node, property?: string): void {
  visit(node, parent, property);
  for (const [name, value] of Object.entries(node)) {
    for (const child of nodesOf(value)) walk(child, visit, node, name);
  }
}

function literalText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  return undefined;
}

/** `new URL('./x.worker.ts', import.meta.url)`: how a worker's module is named. */
function isModuleUrl(node: Node): boolean {
  const [first, second] = nodesOf(node['arguments']);
  return node.type === 'NewExpression'
    && isNode(node['callee']) && node['callee']['name'] === 'URL'
    && first !== undefined
    && second?.type === 'MemberExpression' && isNode(second['object']) && second['object'].type === 'MetaProperty';
}

/** Every way in which a module names another one. `import { type A }` leaves an import at run time, so it is no type import. */
export function importEdges(program: Node): readonly ImportEdge[] {
  const edges: ImportEdge[] = [];
  walk(program, (node) => {
    const add = (source: unknown, typeOnly: boolean) => edges.push({ specifier: literalText(source), typeOnly, start: node.start });
    switch (node.type) {
      case 'ImportDeclaration': add(node['source'], node['importKind'] === 'type'); break;
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration': if (isNode(node['source'])) add(node['source'], node['exportKind'] === 'type'); break;
      case 'ImportExpression': add(node['source'], false); break;
      case 'TSImportType': add(node['source'], true); break;
      case 'TSExternalModuleReference': add(node['expression'], false); break;
      case 'NewExpression': if (isModuleUrl(node)) add(nodesOf(node['arguments'])[0], false); break;
      default:
    }
  });
  return edges;
}

/** Identifiers that stand for a variable, not for a property's name. */
export function isVariable(node: Node, parent: Node | undefined, property: string | undefined): boolean {
  if (node.type !== 'Identifier' || parent === undefined) return false;
  if (parent.type === 'MemberExpression') return property === 'object' || parent['computed'] === true;
  if (parent.type === 'TSQualifiedName') return property === 'left';
  // In a shorthand `{ Date }` key and value are the same place; the value is visited as well.
  if (property === 'key') return parent['computed'] === true;
  return !(parent.type === 'ImportSpecifier' && property === 'imported');
}

const TYPE_STATEMENTS: readonly string[] = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'EmptyStatement'];
const WRAPPERS: readonly string[] = ['TSAsExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression', 'UnaryExpression', 'SpreadElement'];

/** `Object.keys(TABLE)` and its like give a constant of a constant. */
function isObjectCall(node: Node): boolean {
  const callee = node['callee'];
  return isNode(callee) && callee.type === 'MemberExpression' && isNode(callee['object']) && callee['object']['name'] === 'Object';
}

function isConstant(node: Node): boolean {
  const parts = (...properties: readonly string[]) => properties.every((property) => nodesOf(node[property]).every(isConstant));
  if (WRAPPERS.includes(node.type)) return parts('expression', 'argument');
  switch (node.type) {
    case 'Literal': case 'Identifier': return true;
    case 'TemplateLiteral': return parts('expressions');
    case 'ArrayExpression': return parts('elements');
    case 'ObjectExpression': return parts('properties');
    case 'Property': return node['method'] === false && parts('value');
    case 'BinaryExpression': return parts('left', 'right');
    case 'MemberExpression': return parts('object');
    case 'CallExpression': return isObjectCall(node) && parts('arguments');
    default: return false;
  }
}

function isConstantStatement(statement: Node): boolean {
  if (TYPE_STATEMENTS.includes(statement.type)) return true;
  switch (statement.type) {
    case 'ImportDeclaration': return statement['importKind'] === 'type';
    case 'ExportAllDeclaration': return statement['exportKind'] === 'type';
    case 'ExportNamedDeclaration': {
      const { declaration, source } = statement;
      if (isNode(declaration)) return isConstantStatement(declaration);
      return statement['exportKind'] === 'type' || !isNode(source);
    }
    case 'VariableDeclaration':
      return statement['kind'] === 'const'
        && nodesOf(statement['declarations']).every((declarator) => isNode(declarator['init']) && isConstant(declarator['init']));
    default: return false;
  }
}

/** The first statement that is more than a type or a constant, if there is one. */
export function firstRuntimeStatement(program: Node): Node | undefined {
  return nodesOf(program['body']).find((statement) => !isConstantStatement(statement));
}
