using DiffPir.Kernels;
using DiffPir.Network;
using DiffPir.Sampler;
using DiffPir.Testing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffPir.ImageSharp.Tests;

public sealed class PictureRestorerTests(FastRestorer fast) : IClassFixture<FastRestorer>
{
    private static readonly RestorationSettings ThreeSteps = new() { Noise = 5, Configure = static (_, _) => new DiffPirOptions { Steps = 3 } };

    [Fact]
    public async Task Restorer_LoadsItsModelOnce()
    {
        TestDevices.RequireFast();
        using var folder = new TemporaryFolder();
        string model = folder.File("model.safetensors");
        File.Copy(RepositoryPaths.Model("diffpir-photo-32.safetensors"), model);
        using var restorer = new PictureRestorer(new() { Model = model });
        using var noisy = TestPictures.Degraded<Rgb24>(new Denoising(), 20);
        using var first = await noisy.DenoiseAsync(restorer: restorer, cancellation: TestContext.Current.CancellationToken);
        File.Delete(model);

        using var second = await noisy.DenoiseAsync(restorer: restorer, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(first.Pixels(), second.Pixels());
    }

    [Fact]
    public async Task Restore_TellsEachStep_AndEveryValueUsed()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<Rgb24>();
        var steps = new StepList();

        using var restored = await restorer.RestoreAsync(picture, new Denoising(), ThreeSteps, steps, TestContext.Current.CancellationToken);

        Assert.Equal([(1, 3), (2, 3), (3, 3)], steps.Select(static step => (step.Step, step.StepCount)));
        Assert.Equal((5.0, "diffpir", RestorationDefaults.Tile), (restored.Job.Noise, restored.Job.Options.Method, restored.Job.Tile));
        Assert.Equal(3, restored.Result.Evaluations);
    }

    [Fact]
    public async Task Restore_Cancelled_Ends()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<Rgb24>();
        using var cancellation = new CancellationTokenSource();

        // On the thread that works, after the first step.
        var stop = new Relay(_ => cancellation.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => picture.EnlargeAsync(2, ThreeSteps, restorer, stop, cancellation.Token));
    }

    [Fact]
    public async Task Enlarge_KeepsTheMetadata_AndWritesTheNewSizeIntoThem()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<Rgb24>();
        picture.Metadata.ExifProfile = new ExifProfile();
        picture.Metadata.ExifProfile.SetValue(ExifTag.Artist, "somebody");
        picture.Metadata.ExifProfile.SetValue(ExifTag.PixelXDimension, 64u);
        picture.Metadata.HorizontalResolution = 300;

        using var large = await picture.EnlargeAsync(2, ThreeSteps, restorer, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((128, 96), (large.Width, large.Height));
        Assert.Equal("somebody", large.Metadata.ExifProfile!.GetValue(ExifTag.Artist).Value);
        Assert.Equal(128u, (uint)large.Metadata.ExifProfile.GetValue(ExifTag.PixelXDimension).Value);
        Assert.Equal(300, large.Metadata.HorizontalResolution);
        Assert.Equal(64, picture.Width);
    }

    [Fact]
    public async Task FloatPixels_AreNotRounded()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<RgbaVector>();

        using var restored = await restorer.RestoreAsync(picture, new Denoising(), ThreeSteps, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            restored.Result.Image.Plane(0).ToArray().Select(static value => Math.Clamp(value, 0f, 1f)), restored.Image.Pixels()
                .Select(static pixel => pixel.R));
    }

    [Fact]
    public async Task SeveralFrames_AreRefused()
    {
        var restorer = fast.Require();
        using var animation = TestPictures.Photograph<Rgb24>();
        animation.Frames.AddFrame(animation.Frames.RootFrame);

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => animation.DenoiseAsync(restorer: restorer, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("2 frames", error.Message);
    }

    [Fact]
    public async Task WhatDoesNotFit_IsRefusedInWordsOfTheLibrary()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<Rgb24>();

        var stop = TestContext.Current.CancellationToken;

        await RefusedAsync(picture.DenoiseAsync(new() { Noise = -1 }, restorer, cancellation: stop), "noise level is -1");
        await RefusedAsync(picture.DenoiseAsync(new() { Samples = 65 }, restorer, cancellation: stop), "65 pictures");
        await RefusedAsync(picture.DenoiseAsync(new() { Rendition = new(Strength: 2) }, restorer, cancellation: stop), "Strength is 2");
        await RefusedAsync(picture.EnlargeAsync(2, ThreeSteps with { Rendition = new(Strength: 0.5) }, restorer, cancellation: stop), "enlarged picture");
        await RefusedAsync(picture.InpaintAsync(PixelMask.Random(10, 10, 0.5, 1), restorer: restorer, cancellation: stop), "10");
        await RefusedAsync(picture.DeblurAsync(restorer: restorer, cancellation: stop), "blur");
    }

    [Fact]
    public async Task APartOfAnEnlargedPicture_IsRefusedBeforeTheRestoration()
    {
        var restorer = fast.Require();
        using var picture = TestPictures.Photograph<Rgb24>();
        var steps = new StepList();

        await RefusedAsync(
            picture.EnlargeAsync(2, ThreeSteps with { Rendition = new(Strength: 0.5) }, restorer, steps, TestContext.Current.CancellationToken),
            "Strength is 0.5, and an enlarged picture can only be taken whole: leave it at 1");

        Assert.Empty(steps);
    }

    [Fact]
    public async Task MissingModelAndDevice_AreNamed()
    {
        TestDevices.RequireFast();
        using var picture = TestPictures.Photograph<Rgb24>();
        using var restorer = new PictureRestorer(new() { Model = "no-such-model.safetensors" });

        var model = await Assert.ThrowsAsync<CheckpointException>(
            () => picture.DenoiseAsync(restorer: restorer, cancellation: TestContext.Current.CancellationToken));
        var device = Assert.Throws<DeviceException>(static () => new PictureRestorer(new() { Device = "opencl:99" }));

        Assert.Contains("no-such-model.safetensors", model.Message);
        Assert.DoesNotContain("--", device.Message);
    }

    private static async Task RefusedAsync(Task<Image<Rgb24>> restoring, string part)
    {
        var error = await Assert.ThrowsAsync<SamplerException>(() => restoring);
        Assert.Contains(part, error.Message);
        Assert.DoesNotContain("--", error.Message);
    }

    private sealed class Relay(Action<SamplerProgress> listener) : IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value) => listener(value);
    }

    private sealed class StepList : List<SamplerProgress>, IProgress<SamplerProgress>
    {
        public void Report(SamplerProgress value) => Add(value);
    }
}
