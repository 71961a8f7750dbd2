export const help = `sandbox: run Pulumi programs without a cloud

  npx @bridgepool/sandbox [--state DIR] -- COMMAND…    run a command, such as pulumi up, in a cloudless world
  npx @bridgepool/sandbox world                        show what the stand-in cloud holds
  npx @bridgepool/sandbox drift RESOURCE PROPERTY VALUE
                                                       change a property behind Pulumi's back; VALUE is JSON or text
  npx @bridgepool/sandbox remove RESOURCE              take a resource away behind Pulumi's back
  npx @bridgepool/sandbox fail KIND [options]          make something go wrong next time
  npx @bridgepool/sandbox heal                         forget the faults that are still to come
  npx @bridgepool/sandbox dns add NAME TYPE VALUE...   publish records in DNS that is kept elsewhere, by hand
  npx @bridgepool/sandbox dns list                     show what was published so
  npx @bridgepool/sandbox dns remove NAME              take the records of a name away

RESOURCE is an id, a URN, or the resource's name in the program.

KIND is one of
  refuse     the cloud says no, nothing happens
  throttle   too many requests, nothing happens
  lose       it happens, but the answer is lost
  stall      it happens, but is not ready in time
and options of "fail" are
  --on OPERATION   create (default), read, update or delete
  --type TOKEN     only this type, such as aws:ec2/vpc:Vpc
  --name NAME      only the resource of this name in the program
  --skip N         let the first N pass
  --times N        hit N of them (default 1)
  --message TEXT   what the cloud says

Options
  --state DIR      where stacks and the stand-in cloud are kept
                   (default: .bridgepool beside the nearest Pulumi.yaml, else in the working directory)
  --help           this page
  --version        the version

The stand-in cloud has the providers aws, tls and random. Stacks and the cloud are sealed with
PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, else with a passphrase made for the state folder.
The engine is the pulumi of BRIDGEPOOL_PULUMI, else of PATH, else of .bridgepool/engine/bin.
`;
