import { describe, expect, it } from '@jest/globals';
import { wayBack } from './way-back.ts';

describe('the way back', () => {
  it.each([
    '/t/contoso',
    '/t/contoso/people?q=ada&open=1',
    '/installation',
    '/installation/consumers?all=true',
    '/r/42',
    '/t/contoso/team?zone=utc#approvals',
    '/team#approvals',
    '/configuration/integrations/employee-provisioning#brake',
  ])('leads to %s', (to) => {
    expect(wayBack(to)).toBe(to);
  });

  it.each([
    null,
    '',
    '/',
    'https://elsewhere.example/t/contoso',
    '//elsewhere.example/t/',
    '/\\elsewhere.example',
    '/t/\\elsewhere.example',
    '/t//elsewhere.example',
    '/t/%2f%2felsewhere.example',
    '/t/%5Celsewhere.example',
    '/t/\tcontoso',
    '/t/con toso',
    '/tx/contoso',
    '/teams',
    '/api/session',
    'javascript:alert(1)',
  ])('leads not to %s', (to) => {
    expect(wayBack(to)).toBeNull();
  });

  it('leads not to what no address of ours is as long as', () => {
    expect(wayBack(`/t/${'a'.repeat(2_000)}`)).toBeNull();
  });
});
