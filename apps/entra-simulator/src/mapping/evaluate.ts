import { ExpressionError, type Expression } from './parse-expression.js';
import { FUNCTIONS, type Value } from './functions.js';

/** @throws ExpressionError for a function that nobody knows */
export function evaluate(expression: Expression, attribute: (name: string) => Value): Value {
  switch (expression.kind) {
    case 'text':
      return expression.value;
    case 'nothing':
      return null;
    case 'attribute':
      return attribute(expression.name);
    case 'call': {
      const found = FUNCTIONS[expression.name.toLowerCase()];
      if (found === undefined) throw new ExpressionError(`there is no function ${expression.name}`);
      return found(expression.args.map((argument) => evaluate(argument, attribute)));
    }
  }
}
