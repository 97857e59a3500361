// The numeric constants that a module declares at its top level, read from its syntax tree.
import { isNode, parse, type Node } from '../architecture/syntax';

/** Value of each constant of a module; a member of an object or array literal under its path: `RING_BATCH_NS.entry`. */
export type Constants = ReadonlyMap<string, number>;

/** Value of a constant expression; undefined for anything not made of numbers, `+ - * / % <<`, `Math.floor` and names of `known`. */
export function evaluate(node: Node, known: Constants): number | undefined {
  switch (node.type) {
    case 'Literal': return typeof node['value'] === 'number' ? node['value'] : undefined;
    case 'Identifier': return known.get(String(node['name']));
    case 'TSAsExpression': case 'TSSatisfiesExpression': case 'ParenthesizedExpression': return evaluate(node['expression'] as Node, known);
    case 'UnaryExpression': {
      const value = evaluate(node['argument'] as Node, known);
      return value === undefined || node['operator'] !== '-' ? undefined : -value;
    }
    case 'BinaryExpression': return operate(String(node['operator']), evaluate(node['left'] as Node, known), evaluate(node['right'] as Node, known));
    case 'CallExpression': {
      const value = isFloor(node['callee'] as Node) ? evaluate((node['arguments'] as readonly Node[])[0]!, known) : undefined;
      return value === undefined ? undefined : Math.floor(value);
    }
    default: return undefined;
  }
}

function isFloor(callee: Node): boolean {
  return callee.type === 'MemberExpression' && (callee['object'] as Node)['name'] === 'Math' && (callee['property'] as Node)['name'] === 'floor';
}

/** Value of an expression that stands in a text: `26 * 131,328 + 18`, `floor(7 / 2)`, `2.5e6`. */
export function evaluateText(text: string): number | undefined {
  const expression = text.replaceAll(/(?<=\d),(?=\d{3})/g, '').replaceAll('floor(', 'Math.floor(');
  const [statement] = parse('text.ts', `(${expression});`)['body'] as readonly Node[];
  return evaluate(statement!['expression'] as Node, new Map());
}

function operate(operator: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+': return left + right;
    case '-': return left - right;
    case '*': return left * right;
    case '/': return left / right;
    case '%': return left % right;
    case '<<': return left << right;
    default: return undefined;
  }
}

function unwrap(node: Node): Node {
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? unwrap(node['expression'] as Node) : node;
}

function keyOf(property: Node): string {
  const key = property['key'] as Node;
  return String(key['name'] ?? key['value']);
}

/** Puts the numbers in `node` into `into`, each under its path. */
function collect(path: string, node: Node, known: Constants, into: Map<string, number>): void {
  const value = unwrap(node);
  if (value.type === 'ObjectExpression') {
    for (const property of (value['properties'] as readonly Node[]).filter(({ type }) => type === 'Property')) {
      collect(`${path}.${keyOf(property)}`, property['value'] as Node, known, into);
    }
  } else if (value.type === 'ArrayExpression') {
    (value['elements'] as readonly unknown[]).forEach((element, i) => {
      if (isNode(element)) collect(`${path}[${String(i)}]`, element, known, into);
    });
  } else {
    const number = evaluate(value, known);
    if (number !== undefined) into.set(path, number);
  }
}

/**
 * A constant that holds nothing but zeros is an empty record, not a quantity, and left out.
 * @param imported values that the module may know by name from others
 */
export function numericConstants(path: string, text: string, imported: Constants = new Map()): Constants {
  const found = new Map<string, number>();
  const known = new Map(imported);
  for (const statement of parse(path, text)['body'] as readonly Node[]) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : statement;
    if (!isNode(declaration) || declaration.type !== 'VariableDeclaration' || declaration['kind'] !== 'const') continue;
    for (const { id, init } of declaration['declarations'] as readonly { id: Node; init: unknown }[]) {
      if (!isNode(init)) continue;
      const here = new Map<string, number>();
      collect(String(id['name']), init, known, here);
      if ([...here.values()].every((value) => value === 0)) continue;
      for (const [name, value] of here) {
        found.set(name, value);
        known.set(name, value);
      }
    }
  }
  return found;
}
