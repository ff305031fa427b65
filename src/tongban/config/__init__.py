"""How the product is put together and run: settings, addresses, the command line, and the machinery of `up`.

Nothing of the domain is here. The room sits on top of all others and nobody imports it.

* `./tongban` (bash) makes the environment and hands over to `cli`, where each command is a few lines that
  import what they need from the room that owns it.
* `up` starts a *copy*: the folder TONGBAN_HOME (by default `.tongban`) with an id of its own, so that
  several copies live side by side on one machine. `steps` is what one sees meanwhile.
* `server` says which database: the one of DATABASE_URL, or `embedded`, which makes, starts and stops
  PostgreSQL 18 from the binaries of one package; `place` is where that stands and as whom it runs, `tuning`
  its settings.
* `database` brings a database up to the code, as its owner: migrations, rights of the roles, published
  views.
* `processes` keeps web, worker and sandbox alive and leaves no orphan; `child` ties a process to its
  parent; `alive` knows a process again; `ports` are kept between starts.
* `install` gives a copy its id, `secrets` its keys. `worker` runs the jobs and takes up those of a dead
  worker.
* `testing`, `checking`, `benching` are the commands of developers; `devdb` is the tests' lasting server.

It promises: runs as root and as an ordinary user; no fixed port or path; what was acknowledged survives
`kill -9` of any or all processes, and the next `up` recovers without a hand.
"""
