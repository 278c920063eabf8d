"""Run migrations: on the connection that `ocop.services.databases` hands over, or from alembic's own command."""

from alembic import context

from ocop.services.databases import migrating, settings_of

config = context.config


def run(connection, metadata, version_table):
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=version_table,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if "connection" in config.attributes:
    run(**config.attributes)
else:
    from ocop.app import create_app

    with create_app(serving=False).app_context():
        bind = None if config.config_ini_section == "alembic" else config.config_ini_section
        with migrating(bind) as connection:
            run(connection, *settings_of(bind))
