/** Inputs and options that may have any value without breaking the contract: `type path` → why. */
export const FREE: Readonly<Record<string, string>> = {
    "* description": "text for people",
    "* tags.*": "Name is for the console; the user's own tags are looked for wherever there are some",

    "aws:autoscaling/group:Group enabledMetrics.*": "figures beyond those of the plan",
    "aws:autoscaling/group:Group tags.*": "as of every other tag",
    "aws:autoscaling/group:Group waitForCapacityTimeout": "how long an `up` waits, not what it makes",
    "aws:autoscaling/group:Group $customTimeouts":
        "where calls may be ended, the provider's own time is enough",
    "aws:autoscaling/lifecycleHook:LifecycleHook name": "a label; a group has one hook",
    "aws:cloudwatch/metricAlarm:MetricAlarm alarmDescription":
        "of the alarms that set off a scaling policy; those of the plan are compared",
    "aws:ec2/launchTemplate:LaunchTemplate imageId":
        "the user's choice of a machine; pinned by bridge-pool.test.ts",
    "aws:ec2/launchTemplate:LaunchTemplate instanceType":
        "the user's choice of a machine; pinned by bridge-pool.test.ts",
    "aws:ec2/launchTemplate:LaunchTemplate blockDeviceMappings[].ebs.volumeSize":
        "the user's choice of a machine",
    "aws:ec2/launchTemplate:LaunchTemplate blockDeviceMappings[].ebs.volumeType":
        "speed and price of the disk",
    "aws:ec2/launchTemplate:LaunchTemplate tagSpecifications.*": "as of every other tag",
    "aws:acm/certificateValidation:CertificateValidation validationRecordFqdns":
        "names to look at beside the one that counts",
    "aws:autoscaling/group:Group $dependsOn": "of a listener, for which its rule waits anyway",
    "aws:ec2/launchTemplate:LaunchTemplate networkInterfaces[].ipv6AddressCount":
        "of hosts other than bridges: those reach the internet by IPv4",
    "aws:iam/rolePolicy:RolePolicy policy.Statement": "the same right twice is one right",
    "aws:iam/rolePolicy:RolePolicy policy.Statement[].Sid": "a label",
    "aws:lb/listener:Listener routingHttpResponseStrictTransportSecurityHeaderValue":
        "beyond the contract: how long browsers remember",
    "aws:lb/listener:Listener routingHttpResponseServerEnabled":
        "beyond the contract: what the load balancer says of itself",
    "aws:lb/listenerRule:ListenerRule priority": "order among rules; there is one",
    "aws:lb/loadBalancer:LoadBalancer $dependsOn":
        "of a way in: without it the load balancer is closed, which harms nobody",
    "aws:lb/loadBalancer:LoadBalancer dropInvalidHeaderFields": "beyond the contract; pinned by meet.test.ts",
    "aws:lb/targetGroup:TargetGroup connectionTermination": "of bridges, which dial again in either case",
    "aws:lb/targetGroup:TargetGroup deregistrationDelay":
        "of bridges, for which the plan has no time; those of its routes are compared",
    "aws:lb/targetGroup:TargetGroup healthCheck.interval":
        "of bridges, for which the plan has no check; those of its routes are compared",
    "aws:route53/record:Record aliases[].evaluateTargetHealth": "each name has one target",
    "aws:route53/record:Record allowOverwrite": "of the proof: another certificate's may be there already",
    "aws:route53/record:Record ttl": "how long resolvers remember",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration rules[].id": "a label",
    "aws:s3/bucketObjectv2:BucketObjectv2 contentType": "for people who look at the bucket",
    "aws:s3/bucketPolicy:BucketPolicy policy.Statement": "to refuse twice is to refuse",
    "aws:s3/bucketPolicy:BucketPolicy policy.Statement[].Sid": "a label",
    "aws:s3/bucketPolicy:BucketPolicy $dependsOn":
        "S3 refuses two changes of a bucket's access at once: a matter of the provider's retries, not of what is made",
    "aws:s3/bucketObjectv2:BucketObjectv2 $dependsOn":
        "of the access block, for which the bucket's policy waits anyway",
    "tls:index/selfSignedCert:SelfSignedCert earlyRenewalHours":
        "of the placeholder, which nobody trusts; pinned ones are compared",
    "tls:index/selfSignedCert:SelfSignedCert subject.*": "clients look at the DNS names",
    "tls:index/selfSignedCert:SelfSignedCert validityPeriodHours":
        "of the placeholder, which nobody trusts; pinned ones are compared",
};

/** Parts of plans that AWS does not follow one by one → why. */
export const FIXED: Readonly<Record<string, string>> = {
    "routes[].idleSeconds": "an ALB has one idle timeout for all of its routes: the longest",
    "routes[].name": "the two routes of a Meet have target groups of their own names",
    "hosts.metrics[]": "everything that a plan can ask for is always measured, free of charge",
    "hosts.metrics[].measures": "everything that a plan can ask for is always measured, free of charge",
};
