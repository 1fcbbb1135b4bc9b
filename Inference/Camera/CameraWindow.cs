namespace ChatVideoBot.Inference.Camera;

/// <summary>The part of a frame that the camera sees, which becomes the whole frame.</summary>
/// <param name="CentreX">Of the frame's width, 0.5 = the middle.</param>
/// <param name="CentreY">Of its height.</param>
/// <param name="Scale">Of its sides, 1 = all of it: below that it is enlarged.</param>
/// <param name="Turn">How far the picture is turned, in radians, clockwise.</param>
public readonly record struct CameraWindow(double CentreX, double CentreY, double Scale, double Turn)
{
    public static readonly CameraWindow Whole = new(0.5, 0.5, 1, 0);
}
