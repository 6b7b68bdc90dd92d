namespace DiffPir.Network;

/// <summary>
/// Checks that a model of the diffusers library was trained for the diffusion that all networks here are used with: it predicts the noise, and
/// the noise grows as <see cref="NoiseSchedule.Standard"/> says.
/// </summary>
internal static class DiffusersScheduler
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "scheduler_config.json";

    /// <summary>Checks a scheduler's configuration; members that are absent have the library's defaults, which are these.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">Its contents.</param>
    /// <exception cref="CheckpointException">The text is damaged, or of another diffusion.</exception>
    public static void Require(string path, ReadOnlyMemory<byte> json) => DiffusersJson.Read(path, json, members =>
    {
        members.RequireOneOf("prediction_type", "\"epsilon\"");
        members.RequireOneOf("beta_schedule", "\"linear\"");
        members.RequireOneOf("trained_betas", "null");
        members.RequireOneOf("rescale_betas_zero_snr", "false");
        members.RequireNumber("beta_start", NoiseSchedule.StandardFirstBeta);
        members.RequireNumber("beta_end", NoiseSchedule.StandardLastBeta);
        members.RequireNumber("num_train_timesteps", NoiseSchedule.StandardCount);
        return true;
    });
}
