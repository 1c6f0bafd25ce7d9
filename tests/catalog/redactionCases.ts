import { SENTINEL } from "../secrets/sentinel.ts";

/** Lines as programs really write them, with a secret in them. */
export const LEAKS: Readonly<Record<string, string>> = {
  "a setting in Python": `DATABASES = {'default': {'USER': 'edxapp', 'PASSWORD': '${SENTINEL}', 'HOST': 'mysql'}}`,
  "a setting in JSON": `{"level": "ERROR", "message": "bad", "SECRET_KEY": "${SENTINEL}"}`,
  "a line in JSON that quotes JSON": `{"level":"ERROR","logger":"a","message":"got {\\"api_key\\": \\"${SENTINEL}\\"}"}`,
  "a setting in YAML": `AWS_SECRET_ACCESS_KEY: ${SENTINEL}`,
  "a value with a space and a comma": `"password": "${SENTINEL}, and ${SENTINEL}"`,
  "a variable of the environment": `export CELERY_BROKER_PASSWORD=${SENTINEL}`,
  "the address of a store": `Error 111 connecting to redis://:${SENTINEL}@redis:6379/0.`,
  "the address of a database": `mysql+pymysql://edxapp:${SENTINEL}@mysql:3306/edxapp refused`,
  "a header with a token": `Authorization: Bearer ${SENTINEL}`,
  "a header with a login": `{"headers": {"Authorization": "Basic ${SENTINEL}=="}}`,
  "a header of REST": `HTTP_AUTHORIZATION='JWT ${SENTINEL}'`,
  "a token by itself": `rejected: Bearer ${SENTINEL}`,
  "a signed token": `decode failed for eyJhbGciOiJIUzI1NiJ9.${SENTINEL}.${SENTINEL}`,
  "a cookie": `Cookie: sessionid=${SENTINEL}; csrftoken=${SENTINEL}`,
  "a cookie that is set": `Set-Cookie: edx-user-info=${SENTINEL}; Path=/; HttpOnly`,
  "a query": `GET /oauth2/authorize?client_id=a&client_secret=${SENTINEL}&state=1 HTTP/1.1`,
  "a link by mail": `GET /password_reset_confirm/?token=${SENTINEL} 302`,
  "a form": `POST data: {'csrfmiddlewaretoken': ['${SENTINEL}'], 'email': 'x'}`,
  "an answer with tokens": `{"access_token": "${SENTINEL}", "refresh_token": "${SENTINEL}", "expires_in": 3600}`,
  "a key on one line": `key=-----BEGIN RSA PRIVATE KEY-----\\n${SENTINEL}\\n-----END RSA PRIVATE KEY-----`,
  "a key without an end": `-----BEGIN PRIVATE KEY-----\n${SENTINEL}`,
  "a login by SAML": `SAMLResponse=${SENTINEL}%3D%3D&RelayState=x`,
  "a launch by LTI": `oauth_signature="${SENTINEL}", oauth_version="1.0"`,
};

/** Lines that say nothing secret, and are to stay as they are. */
export const HARMLESS: readonly string[] = [
  '{"event_type": "play_video", "event_source": "browser", "username": "ada", "context": {"course_id": "course-v1:Edu+A+1"}}',
  "Task lms.djangoapps.grades.tasks.recalculate_subsection_grade_v3[4f6c] succeeded in 0.41s: None",
  "[pid: 12|app: 0|req: 4/9] GET /courses/course-v1:Edu+A+1/about => generated 5120 bytes in 105 msecs (HTTP/1.1 200)",
  "Password reset requested, the learner was told by mail",
  "Not found: /asset-v1:Edu+A+1+type@asset+block@picture.png",
  "secretary of the course: nobody",
  '  File "/openedx/edx-platform/lms/djangoapps/courseware/views.py", line 12, in index',
];
