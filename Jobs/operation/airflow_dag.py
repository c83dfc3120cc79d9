"""silkrate under Apache Airflow 3: a task that says what would be done, one that does it, one that checks the result.

A run needs no date: it takes every partition that the store does not have, so a night that failed is made up for by the next one.
Retries help where another run holds the store (exit 75) or input and output fail (74); a run that is refused (65, 66, 78, 79) is
refused again, at once and without harm, and its log says what a person has to mend.
"""

from datetime import timedelta

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

JOB = "/etc/silkrate/nightly.yaml"

with DAG(
    dag_id="silkrate",
    schedule="30 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=15), "cwd": "/var/lib/silkrate"},
):
    plan = BashOperator(task_id="plan", bash_command=f"silkrate plan --job {JOB}")
    run = BashOperator(task_id="run", bash_command=f"silkrate run --job {JOB} --log-format json")
    verify = BashOperator(task_id="verify", bash_command="silkrate verify --store store --database ratings.sqlite")
    plan >> run >> verify
