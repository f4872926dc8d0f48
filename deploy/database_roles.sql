-- Makes the two roles that share PostgreSQL, and gives the owner the database. A superuser runs it once, and may again:
--
--     psql -v owner=csc_owner -v runner=csc_runner -f deploy/database_roles.sql THE_DATABASE
--
-- The owner migrates and owns everything. The runner is who the web server and the worker connect as; it owns nothing.
-- What the runner may do in each table follows from the models: `manage.py database_grants`, after each migrate.
-- The roles get no password here: give each its own with \password, or let them in by certificate or peer.
\set ON_ERROR_STOP on
\set QUIET on

SELECT format('CREATE ROLE %I', name) FROM (VALUES (:'owner'), (:'runner')) AS role (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

BEGIN;
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"runner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Nobody else comes in, and only the owner makes anything, temporary tables included.
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC, :"runner";
GRANT CONNECT ON DATABASE :"DBNAME" TO :"runner";
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC, :"runner";
GRANT USAGE ON SCHEMA public TO :"runner";

-- Nor a large object, which lies beside the tables and fills the disk.
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;

-- By which words are searched for; a migration needs it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- A table of a later migration: read and added to, as a ledger is, until database_grants says more.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO :"runner";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"runner";
COMMIT;
