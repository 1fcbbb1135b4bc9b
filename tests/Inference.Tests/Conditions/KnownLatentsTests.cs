using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Diffusion.StepSkipping;
using ChatVideoBot.Inference.Diffusion.Denoisers;
using ChatVideoBot.Inference.Diffusion.Guidance;
using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Conditions;

public sealed class KnownLatentsTests
{
    private static readonly LatentShape Shape = new(2, 3, 1, 2);

    [Fact]
    public void Leading_frames_are_known_in_every_channel()
    {
        var known = KnownLatents.Leading(Shape, [1, 2, 3, 4, 5, 6, 7, 8], 2, KnownUse.InInput);

        Assert.Equal([1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0], known.Values);
        Assert.Equal([1, 1, 1, 1, 0, 0], known.Mask);
        Assert.Throws<ArgumentException>(() => KnownLatents.Leading(Shape, new float[16], 4, KnownUse.AtEnd));
        Assert.Throws<ArgumentException>(() => KnownLatents.Leading(Shape, new float[7], 2, KnownUse.AtEnd));
    }

    [Fact]
    public void Restored_they_take_their_place_as_far_as_they_are_known()
    {
        var known = new KnownLatents([10, 20, 30, 40], [1, 0.25f], KnownUse.AtEnd); // two channels of two latents
        float[] latents = [1, 2, 3, 4];

        known.Restore(latents);

        Assert.Equal([10, 0.25f * 20 + 0.75f * 2, 30, 0.25f * 40 + 0.75f * 4], latents);
    }

    [Theory]
    [InlineData(KnownUse.AtEnd, false)]
    [InlineData(KnownUse.InInput, false)]
    [InlineData(KnownUse.InLatents, true)]
    public void In_the_loop_they_are_kept_from_the_noise_on_or_take_their_place_at_the_end(KnownUse use, bool kept)
    {
        // v = 1 at every step: what is not held falls from its noise, 2, to 1.
        var latents = Enumerable.Repeat(2f, Shape.Length).ToArray();
        var denoiser = new Seen();
        var conditioning = new Conditioning { Known = KnownLatents.Leading(Shape, [7, 7, 9, 9], 1, use) };
        var watched = new List<float>();

        new DenoiseLoop(denoiser, new FlowMatchEuler(4, 1), new NoGuidance(), conditioning, new RunEveryStep(), (_, _) => { })
            .Run(Shape, latents, step => watched.Add(step.Latents.Span[0]), TestContext.Current.CancellationToken);

        Assert.Equal([7, 7, 1, 1, 1, 1, 9, 9, 1, 1, 1, 1], latents);
        Assert.Equal(kept ? [7, 7, 7, 7] : [2, 1.75f, 1.5f, 1.25f], denoiser.First);
        Assert.Equal(kept ? [7, 7, 7, 7] : [1.75f, 1.5f, 1.25f, 1], watched);
    }

    private sealed class Seen : IDenoiser, IDenoiserCall
    {
        private float[] _latents = [];
        private float[] _answers = [];

        /// <summary>The first latent at every call.</summary>
        public List<float> First { get; } = [];

        public IDenoiserCall Prepare(LatentShape shape, Conditioning conditioning, float[] latents, float[] answers)
        {
            (_latents, _answers) = (latents, answers);
            return this;
        }

        public void Run(float timestep, float inputScale, int branches, CancellationToken cancel)
        {
            First.Add(_latents[0]);
            _answers.AsSpan(0, _latents.Length).Fill(1);
        }

        public void Dispose()
        {
        }
    }
}
