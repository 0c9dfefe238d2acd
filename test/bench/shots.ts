import { randomUUID } from 'node:crypto';
import { newUser } from '../support/load.js';
import type { Shot } from './generator.js';

/** What was created, for the shots that need somebody who exists. */
export interface Person {
  readonly id: string;
  readonly userName: string;
}

/** POST of a new person each time; every answer must be 201 with the name that was sent. */
export function creates(onCreated: (person: Person, answered: number) => void = () => undefined): () => Shot {
  return () => {
    const userName = `${randomUUID()}@bench.example`;
    return {
      method: 'POST',
      path: '/Users',
      body: JSON.stringify(newUser(userName)),
      check: (status, body) => {
        if (status !== 201) return `answered ${status}`;
        const user = JSON.parse(body) as { id?: string; userName?: string };
        if (user.userName !== userName || user.id === undefined) return 'the answer is not the user that was sent';
        onCreated({ id: user.id, userName }, performance.now());
        return null;
      },
    };
  };
}

/** What Entra's initial cycle does: it looks for each person, finds nobody, and creates them. */
export function cycle(onCreated: (person: Person, answered: number) => void): () => Shot {
  const create = creates(onCreated);
  const waiting: Shot[] = [];
  return () => {
    const due = waiting.pop();
    if (due !== undefined) return due;
    const shot = create();
    const { userName } = JSON.parse(shot.body ?? '{}') as { userName: string };
    return {
      method: 'GET',
      path: `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`,
      check: (status, body) => {
        waiting.push(shot);
        if (status !== 200) return `answered ${status}`;
        return (JSON.parse(body) as { totalResults?: number }).totalResults === 0 ? null : 'somebody is there';
      },
    };
  };
}

/** GET by userName; exactly this person must come back. */
export function lookups(people: readonly Person[]): () => Shot {
  return around(people, ({ id, userName }) => finding(id, `userName eq "${userName}"`));
}

/** GET by a filter that one person alone matches. */
export function finding(id: string, filter: string): Shot {
  return {
    method: 'GET',
    path: `/Users?filter=${encodeURIComponent(filter)}`,
    check: (status, body) => {
      if (status !== 200) return `answered ${status}`;
      const list = JSON.parse(body) as { totalResults?: number; Resources?: { id?: string }[] };
      return list.totalResults === 1 && list.Resources?.[0]?.id === id ? null : 'not exactly the one who was asked for';
    },
  };
}

export function gets(people: readonly Person[]): () => Shot {
  return around(people, ({ id }) => ({
    method: 'GET',
    path: `/Users/${id}`,
    check: (status, body) => {
      if (status !== 200) return `answered ${status}`;
      return (JSON.parse(body) as { id?: string }).id === id ? null : 'somebody else';
    },
  }));
}

/** PATCH of the title to a new value each time, in Entra's default dialect. */
export function patches(people: readonly Person[]): () => Shot {
  let count = 0;
  return around(people, ({ id }) => {
    count += 1;
    const title = `title ${count}`;
    const Operations = [{ op: 'Replace', path: 'title', value: title }];
    return {
      method: 'PATCH',
      path: `/Users/${id}`,
      body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations }),
      check: (status, body) => {
        if (status !== 200) return `answered ${status}`;
        return (JSON.parse(body) as { title?: string }).title === title ? null : 'the change is not in the answer';
      },
    };
  });
}

/** Everybody in turn, with a stride, so that neighbours in time are not neighbours on disk. */
export function around<One>(people: readonly One[], shot: (person: One) => Shot): () => Shot {
  let at = 0;
  return () => {
    at = (at + 7919) % people.length;
    const person = people[at];
    if (person === undefined) throw new Error('nobody to ask for');
    return shot(person);
  };
}
