using System.Threading.Channels;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class QuickAnswerTests
{
    private static readonly RedisAddress Somewhere = new("127.0.0.1", 6379, false, "", "", 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_that_is_answered_before_its_sender_looks_up_keeps_its_link()
    {
        var stream = new AnsweringStream();
        var link = new RedisLink(stream, Somewhere, new RedisOptions(), _ => { }, Cancel);
        var wait = new RedisCall(new RedisCommand(["BZPOPMIN", "mark", 60]), true, TimeSpan.FromMinutes(1), null) { IsBlocking = true };
        stream.Answered = () => wait.IsOver;

        Assert.True(link.TrySend(wait));
        Assert.Null(await wait.Task);

        Assert.False(link.Ended.IsCompleted);
        link.Close(new IOException("The test is over."));
    }

    /// <summary>Answers each write with null, and does not come back from it before that was heard.</summary>
    private sealed class AnsweringStream : Stream
    {
        private readonly Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>();

        public Func<bool> Answered { get; set; } = () => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _answers.Writer.TryWrite("_\r\n"u8.ToArray());
            Assert.True(SpinWait.SpinUntil(Answered, TimeSpan.FromMinutes(1)));
            return ValueTask.CompletedTask;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                var answer = await _answers.Reader.ReadAsync(cancellationToken);
                answer.CopyTo(buffer);
                return answer.Length;
            }
            catch (ChannelClosedException)
            {
                return 0;
            }
        }

        protected override void Dispose(bool disposing)
        {
            _answers.Writer.TryComplete();
            base.Dispose(disposing);
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
