using System.Diagnostics;
using DiffPir.Cli.Tests.Commands;
using DiffPir.Testing;
using k8s;
using k8s.Models;

namespace DiffPir.Cli.Tests.Batches;

/// <summary>The files of docs/clusters.</summary>
public sealed class ClusterFilesTests
{
    [Fact]
    public void Kubernetes_knows_every_field_of_the_manifest_and_its_numbers_agree()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "clusters", "restore.kubernetes.yaml"));

        var job = KubernetesYaml.Deserialize<V1Job>(text, strict: true);

        Assert.Equal(("batch/v1", "Job", "Indexed"), (job.ApiVersion, job.Kind, job.Spec.CompletionMode));
        var pod = job.Spec.Template.Spec;
        Assert.Contains($"auto/{job.Spec.Completions}", pod.Containers.Single().Args);
        Assert.Equal(pod.Volumes.Select(static volume => volume.Name), pod.Containers.Single().VolumeMounts.Select(static mount => mount.Name));
        Assert.Throws<YamlDotNet.Core.YamlException>(
            () => KubernetesYaml.Deserialize<V1Job>(text.Replace("completionMode", "completionsMode", StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public async Task A_real_slurm_repeats_a_task_that_was_killed_half_way()
    {
        FastDevice.Require();
        bool isThere = Environment.UserName == "root" && ((string[])["slurmctld", "slurmd", "munged"]).All(static program => ToolRun.Find(program) is not null);
        Assert.SkipUnless(isThere, "needs root and the packages slurm-wlm and munge");
        using var folder = new TemporaryFolder();
        string program = folder.Script("diffpir", ProgramRun.Launcher);

        var run = await ToolRun.OfAsync(new ProcessStartInfo(Path.Combine(RepositoryPaths.Root, "scripts", "check-slurm.sh"), [program]));

        Assert.True(run.Code == 0, run.Messages);
        Assert.Contains("and repeated without them", run.Output, StringComparison.Ordinal);
    }
}
