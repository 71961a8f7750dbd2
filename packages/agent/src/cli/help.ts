import { SETTINGS_FILE } from "../settings/settings";

export const HELP = `The agent beside a bridge or a Meet.

  agent run                  runs it, until it gets SIGTERM
  agent status               what the running agent believes, on one screen
  agent check [FILE]         what is wrong with a settings file
  agent drain                the bridge takes no new conferences
  agent undrain              takes that back
  agent usage                who used the pool how much in a month

  --config FILE              settings file of run, status, drain, undrain (${SETTINGS_FILE})
  --json                     of status: all of it, for programs
  --month YYYY-MM            of usage (the month that it is, UTC)
  --format table|csv|json    of usage (table)
  --version, --help

It ends with 0 when all is well, with 1 when something could not be done or is wrong, and with 2 when the command line
is wrong.
`;
