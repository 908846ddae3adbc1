// Reads what Discord would show. Each line of the standard input is a JSON text in Discord's
// Markdown; each line of the standard output is the list of its runs: a text and the marks around it.

import { createInterface } from 'node:readline';
import markdown from 'discord-markdown-parser';

const MARKS = { strong: 'bold', em: 'italic', strikethrough: 'strike', inlineCode: 'code', codeBlock: 'block' };
const LIST_ITEM = /^ *(?:[-*]|\d+\.) +/;
const QUOTE = /^ *> /;

// The library reads inline marks, quotes and blocks of code, and knows no lists. In Discord an item
// is a block of its own, out of which no mark reaches.
function blocks(source) {
  const found = [];
  let open = null;
  for (const line of source.split('\n')) {
    const quote = !(open?.fenced && !open.quote) && QUOTE.test(line);
    const item = !quote && !open?.fenced && LIST_ITEM.exec(line);
    if (open === null || item || quote !== open.quote) {
      open = { quote, fenced: false, lines: [] };
      found.push(open);
    }
    open.lines.push(line.replace(quote ? QUOTE : item ? LIST_ITEM : '', ''));
    // A line may open a fence and close it.
    if (line.split('```').length % 2 === 0) open.fenced = !open.fenced;
  }
  return found.map(({ quote, lines }) => ({ quote, text: lines.join('\n') }));
}

function runs(nodes, marks, found) {
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        found.push({ text: node.content, ...marks });
        break;
      case 'twemoji':
        found.push({ text: node.name, ...marks });
        break;
      case 'br':
      case 'newline':
        found.push({ text: '\n' });
        break;
      case 'link':
      case 'url':
      case 'autolink':
        runs(node.content, { ...marks, link: node.target }, found);
        break;
      case 'inlineCode':
      case 'codeBlock':
        found.push({ text: node.content, ...marks, [MARKS[node.type]]: true });
        break;
      case 'strong':
      case 'em':
      case 'strikethrough':
        runs(node.content, { ...marks, [MARKS[node.type]]: true }, found);
        break;
      default:
        // A mention, a heading, a spoiler, a quote in a quote: nothing that the bot writes.
        found.push({ text: '', unexpected: node.type });
    }
  }
  return found;
}

function read(source) {
  return blocks(source).flatMap(({ quote, text }) =>
    // Items inside a quote are blocks as well.
    quote
      ? blocks(text).flatMap((inside) => runs(markdown.parse(inside.text, 'extended'), { quote }, []))
      : runs(markdown.parse(text, 'extended'), {}, []),
  );
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(read(JSON.parse(line)))}\n`);
}
