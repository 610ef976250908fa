import { formOf, type Incoming, type Reply } from '../http.ts';
import { patientChoices } from './authorize.ts';
import type { OAuthContext } from './oauth-api.ts';
import { errorPage } from './pages.ts';
import { freshSecret } from './token-book.ts';

/** The page from which a clinician opens an app inside the EHR (SMART App Launch 2, EHR launch). */
export function launcher(context: OAuthContext, incoming: Incoming): Reply {
  const posted = incoming.method === 'POST';
  const asked = posted ? formOf(incoming) : incoming.query;
  const launchUri = asked.get('launch_uri') ?? '';
  const target = URL.parse(launchUri);
  if (target === null || !/^https?:$/.test(target.protocol))
    return errorPage(400, 'invalid_request', 'launch_uri names no app.');
  const everyone = [...context.store.all('Patient')].map(({ resource }) => resource.id);
  const patient = asked.get('patient') ?? '';
  if (!posted || !everyone.includes(patient))
    return context.pages.launcher(launchUri, patientChoices(context, everyone));
  const launch = freshSecret();
  const encounter = [...context.store.referring('Encounter', 'patient', `Patient/${patient}`)].at(
    -1,
  );
  context.launches.set(launch, {
    patient,
    ...(encounter === undefined ? {} : { encounter: encounter.resource.id }),
  });
  const { broken } = context.breakage;
  const iss = broken('launcher-wrong-iss') ? 'https://ehr.invalid/fhir' : incoming.urls.fhir;
  target.searchParams.set('iss', iss);
  if (!broken('launcher-no-launch')) target.searchParams.set('launch', launch);
  return { status: 302, headers: { Location: target.href, 'Cache-Control': 'no-store' }, body: '' };
}
