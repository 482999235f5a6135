-- Run once, by the database's image, in the new database: two logins. The owner migrates; the application's login may
-- read and write what the owner makes, and may neither change tables nor truncate them. Neither is superuser.
\getenv owner_password OWNER_PASSWORD
\getenv application_password APPLICATION_PASSWORD

CREATE ROLE groundswell_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE groundswell LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'application_password';

ALTER DATABASE groundswell OWNER TO groundswell_owner;

ALTER DEFAULT PRIVILEGES FOR ROLE groundswell_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO groundswell;
ALTER DEFAULT PRIVILEGES FOR ROLE groundswell_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO groundswell;
