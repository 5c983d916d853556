-- Run once by compose.yaml's PostgreSQL, as its superuser, when it is first set up.
-- The program's account is an ordinary one: a superuser would read past the walls between offices, and is refused.
\getenv password POSTGRES_PASSWORD
CREATE ROLE nhacviec LOGIN PASSWORD :'password';
CREATE DATABASE nhacviec OWNER nhacviec;
-- That password opens no superuser: `docker compose exec postgresql psql -U postgres` needs none.
ALTER ROLE CURRENT_USER PASSWORD NULL;
