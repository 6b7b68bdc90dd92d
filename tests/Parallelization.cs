// A device is used from one thread at a time, and tests share devices.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
