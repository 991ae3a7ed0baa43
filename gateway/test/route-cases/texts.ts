import type { RouteCase } from './route-case.ts';

export const textCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/texts/{language}',
    url: '/v1/texts/de',
    answers: {},
    status: 200,
    body: { language: 'de', texts: { 'login.completed': 'Sie sind angemeldet.' } },
    cached: true,
    access: 'public',
  },
];
