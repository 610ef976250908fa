import { formOf, type Incoming, type Reply } from '../http.ts';
import type { OAuthContext } from './oauth-api.ts';
import { errorPage, managePage, noticePage } from './pages.ts';

/** Where people see the apps that they let in, and take back what they gave (management_endpoint). */
export function manage(context: OAuthContext, incoming: Incoming): Reply {
  const apps = [...context.clients.values()].map(({ id, name }) => ({ id, label: name }));
  if (incoming.method !== 'POST') return managePage(apps, false);
  const form = formOf(incoming);
  const user = context.users.get(form.get('username') ?? '');
  if (user === undefined || user.password !== form.get('password')) return managePage(apps, true);
  const app = context.clients.get(form.get('app') ?? '');
  if (app === undefined) return errorPage(400, 'invalid_request', 'No such app was let in.');
  if (!context.breakage.broken('revocation-useless'))
    context.tokens.revokeAll(app.id, user.fhirUser);
  return noticePage('Taken back', `${app.name} can read nothing of yours any more.`);
}
