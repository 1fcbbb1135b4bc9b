// Made by canonical-table.py from Unicode 14.0.0; see there for the layout.
namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

internal static partial class CanonicalTable
{
    private const string Pairs =
        "eNpNl/lTXMd2x+vceyURGQ+bZNl5lUoqz2W/pOznOIrjXyLV+yE/5edU5Z/wq/yWevbzgliHYYBhWAVo2BFiWMQihCSMgIERaNiGkQCx79sgdiHAI8j3e9sv" +
        "lR/O55y+3be77+nu0+d2SrzEhgNxRAKRRDiI7HAtWYbCJZVNUtkklU1SWZvFZ1l8lsVnWXim3eG7xawoZkUxK4rVM0e47maFmxVuVrjZSzOKuocVHlZ4WOHh" +
        "Gx7WejiDZ5yBj018bOJjEx9rA3wW4LMAnwU4gxm+O8eKOVbMsWJOPcMMgqwIsiLIiiB7OUBRO1Dfa+WQVlp2WnZaI7SAZL72jEjmu8+IZEmnlU4rnxaQQvQD" +
        "eiq78hGp7MpHpLKxj0hlpz4ilW/4iAx2OkxksPEwkcHGw0QGHTFMZLKJH9Cz+G0BIosDBYgsvhYgsth9gMhCB0YOX3tJ5LGXcUC7zS96Rdzms1fEbc7lFXDh" +
        "DitmiDusmCHusHYGMIo52hxRzNHmiGLJpZUbrlfytRWikq+tEJV8d4W4y4o14i4ntEbcZZM14i6brBH3WNwg7rG4Qce6+b1Bws3Bg4SbgwcJNzYNrGxaubRy" +
        "aY3QAho40A7RTBwoC6v/gHN5Qzygs98QDzjkG+Dvi6WVn9UabnHTCgJ/E89aD5FFBIhiYo5wE0HikY75nRCP9DhacbTyaZm1sbRiw7UUNuknBsOAYSLNLAJ6" +
        "BrsaJvKIcTXaCEcDXl5Cu3Fi5yIqKi/nc6WxRhn8omGesjvc/DPmSeYMfEQaMUg0Enu6GQVc/CwXrTJaZdyiLm5RF60yWmX8aBc/2kWrjFYZJ+TihFy0ymiV" +
        "cc1dXHMXrTJaZXSOi85x0SqjVcY1H+CaD3ClB7jSA+F6Jr/SD1yK53p41MEx4wFQR+e8JtxEUDd3YjrHBWbovzmimRvkAEjT8PU47lU4QuHx4f+0f/ny/1zy" +
        "a/jocguwrYmbuoFoBrSnhI/FAJETERf+180W7BYfscRnQWKHOCDy2OSAtakRwDmfpUYwSgIXKmlVouIzdySDYSRC1t3IuHAjDdaFB5FcCFY8i7SHv9cI/N0e" +
        "cC3IZ0E2XmPjuig0fsPGe6xIjrKHf7gRRY8C/1GHN+Q1YCmltUCU4l1YDMIsBgG9MYbxl6hj7Wuigdhhu8ZIK7u3ckIOWsDPxDvW+vlagJjis0JMCHO2ci5W" +
        "Wg5a5rNcWsAwn2XgmT5OKw/WPW34w6qPZPjD6o8k86NqWjUfSQ6sAnH/pvojLR6IqgTGDP/Hxx+HLQD6GvCx++OTj6WOaCAeER6ilxgn5oBvMj4NfSIZn9Z/" +
        "Gun55OQT6QW0OeA/V3538jt9D/htHSANxCM+Gwc2JePz2s/1jM9Dn8Gq/zzS89nJZ9ILfF35+/ov/jXti9DvJYNI+6L+i+/Tvqz98k/n/1xz/VLa9Zrrkna9" +
        "9rqWdj3huuSg+FPaV6F/kQwi7av6r9Kl+evsr7Xmr11fyyNYKHZ8vaIl3ti5efk2cKGcqCMeAu/fuhG8eXnpxsoNbenGxg1ZuXnrprYG/NXSjVs3oytv4rVH" +
        "wAUPMUiMA++X3gze/KPvD9N/mL+a+s3mN1oGkUXkEYWAUQ78wxsWTwD9HSDnLCb+cfObny/Ey3MeOCCRp6mXSBQvLS+tRVpABmPGMJHCJv1ECpv0Eyls0k+k" +
        "8MT2EykySQuoNLB97xKVBm8Cw8wwJnm8J2nN0wL8YbzRiDR2P6huQ8ZIIpNFP5HJIf1EJkO6n8jkkH51a07TmmbAmmfAAoo58Tkij4FyXEzLS8tLa5HWIq9E" +
        "L69E4PWfGGSJ26x4pWonaQGF7GCKKOSEpohCvjZF3DHjEnGHxRn1bJHWIq1JWpMMZwwshFt30AJuX4CbConbF9g9UcqBFsS00mmlM8imM8ialpcW8OBbTPch" +
        "UcmBVoi7bLJG3GWTNbPdBRQfEl2Eh+j9ljkOcY+NN8S0vLS8tBZpLdKapMXZSx9Deh+teVrztCZpAX5OPEC8vIDPGifqeJe/JupMFxMNvKl2iAZ+4A7RwAXd" +
        "IRo4jR2igY13iEYW94hGNtlT+WU6Q795lyfwLk+g5aXF7+XE3xB+9R1m99l8A4nnOT4fx8DLY+DlbeikBSRyZXqJRF7evUSi7qRl1ibRArq+YzZLJHJnJxOJ" +
        "3O3JRKLhpMU3jCRa5htMPL8zE0UvN7+XlpOWk1YSLSCHg78kcjj4SyKHg78kcjj4S2KPgx98Z+bnTm55Jy0vLS/vSi/vStNy0gLusdMN4h473SDusdMN3axN" +
        "ogXc/jM6LSS6LjJxJ7ouMo8nui7SV0TXRSbzRNdFepJwc8igmJaTFgdnBwvEHDtYIObYwcJFszaJFvN4drBANHNvHBDN7OpAzGdOWk5aSbSSwi8tWap4VVeH" +
        "y63v+adD3PqeiQ5x6/uE92EB5WxXznaZbJJFZLJJFpHJJllEkO2CbFfKJuVEKZuUA7qbtW7WNrKimWhkbTNrd1i7w9ouVniILtZ6iC527yEa2K6B7fxsEiD8" +
        "bBIg/GwSIA7Y7oDtFthkiVhgkyVigU2WiGa2a2a7PTY5IPbY5IDYM7siztnu3PTVD/QVcesH+grQn7L2qekhVmQRmazNYm1qRBVTHfqFFeVEKWvLidIf6GIA" +
        "6VR1uNaMWiCOoGP5bhbf7eJrHqKLr3mILjbxEAHOIGD6hU0ChJ9NAoTfbEIsWVAxYcEyQU9a4HLoaQtcBT1rwSdC50dgutAFERgauihCv/W9jbsBSCSSiRQi" +
        "lUgjMohMIovIIfKI20QhcYcoJroID9FLPCP6CR8xSAwTfiJAvCTGiVfEFDFDzJn9/cD+iF7iGdFP+IhBYpjwEwHiJTFOvCKmiBlijliy2Hk2cDEsqCLbAdqS" +
        "BV58/aONx8LOY2El4CS7BRoN9i26X0ObDb63w/dm+HiH76X9hKKbrR0W7GJoJzUenv+IwvmPcYS5fe3cvlZm1qgosegHfD8nwtyydm5Zpu/sIduivfsJ+t1P" +
        "cQQapEYwTEZYmXOjYt4i8dxF8dxFqewhj/CxGx+78bGbIot4zO3DPwGbRTpFP+EXZEVw3QAti2+95hc8NTeJBfsN2kWNh+uanhArkhQrldqoxcgVsen/XZok" +
        "u7hbyZh75N+WJvPJPZOV5FfJVvBCJqnnkR8+IzUf+ZsT83lyCplKapnktT/D8tB6r5CUbyE/QPrNks9sv2Laa6b92rR3yEtvTPut+TzRRjuZ1NNMO4P8ba9p" +
        "+00GTI6TX56Y7/5istx8XkleWjHtNZMbJoPkvzk6RZyd0hTxxC174buX87qkqVu0QqWKlSpX6q5SbqUalGpW6qFST5R6qpTHVHq/Kg0q5TfVpTlTCVQLHq6o" +
        "0ooqBVUpqEp7qrSnSm9V6a1ZupZmli4/6aayjJtKm1JqTqklpdaUCiq1o9SBUm+V+kWpc6XiPebkU0ylpSmVaapLxaYSKE6pUpUqVcmtSm5ValSlRlV6qEoP" +
        "zdK1QXMgfU49XFBqSakVUxm/mCrOoTsaDVkv1CX7iSGOZkPKnuiy3KbJ82FN2s4MU8pWNCl7Zkj6mCYO2FvJuoy+0sV2pstZviGHLkN2yw1xdRuSUK1La4su" +
        "TR5d2od1OXUY8qLXkMU11D3WZHNQE2st2vTpMol3248NKXmjydhTXQryDOmrNMSZqsv9ZEM6SgzJ/kWT+iJdXjzQ5dinS5HHEHuHJtteTdp96CtLlyq3LiXo" +
        "b2hKl7hY1KPfttuGzD40ZHka+jXm+NaQ/EXMd0WXziNdnBmGWAcMOTsxpNaNsZbQV0iTzj1dQrcM6emHT5Z0SYBPtqcMuY/6nj1NqvB9LQ91cbXrMnuoy/ax" +
        "LrmvDKnAXHLjMO4zTfIhbevoB+MsYpxN1MfWwz/4LvonhPH24eOhHU0qYnVJH9Jl/qUu9QOaHGHMM3zf6JkmBWiT36zLbo4uPRgrCWvSvqBJ3DTmnwm/1uC7" +
        "6vFuB9auCf2i/+ephnSmQ6O/afh7tFcTJ+YTVwb/HGDOKZgrxndhPTcx5wS/JqtY0wn42ZaHPrAOL5axNmPof8OQ+lNDin4xpPW5Jnbsk+06zOVn7JkTTUqS" +
        "dIm1wh9OXbzwh7MXMgq/remy/hZjwY8D7YZMZxni7cRaDqK/Pk286Ot0FHsJeyShXH2HE+NvnuP70zBvfFNoV8de0aXviSb7U8pXh0fwK/y1DH+N+jEu9p8d" +
        "Y6z3GbKFNXLMYJ3mDcmF/6ZXMQcv9uWkId3xaAdftHjwHP2c7WrSlKvWougZNPbyMeZ43GVIAfa7owBzmMCcMM+jO7qsFmNfYf+1Pcb3jWBvw7djC9hzWJP2" +
        "BUMm4eNp+GEX6zzWib4PNXmBPfIC356LdbQmYm1L1DrbMZ9R+MA1gjPG/ZSPOWCMEazPc6y1Hf33jOuy/w57DL7phuRjrXrwfWfYH4eYw2O8W4J534evD3Fm" +
        "vOizfg97GGtV78J+xNgjOD+5Qez1LV0q9rFOODtN3XinDnsRPt2yY+9gHumQgVPMA3unFvvDto09hvO7Dh8cYf75pfAJviu3ypAqrFEsvjV2XNNbFjRt/bau" +
        "t2NvvRjAmuPsHWPftON8PYe44P9arEcIY5+e6VpFvqHtug19F/vg1GMYs0vwN2RkGet3hDiAc72N75jG2g1hnQq4b7E/+yBliBmPEXvsE5qMvML4OAMji6iD" +
        "/6Yh1XH4Xvi4CPtxGbHJxfOCvVyGb7DBr9tYu5Y2PMMencYeHUOs6IGfyxAPQpizE/N1QEogtZDHkALMvwgSu4G134TeUXvaifMed4JxsD42xJpJ+Hk/RUk9" +
        "zmRJBeIJfBVXi2eQKsQPRwv2J84ov93LdZwz5Aj7dPMW5pMaLfethj6As76JmDZC/8IHNmqU0/H9hz71/TUvsbege8axl+GDVfjAirNbDenZwLtbiCdYoybI" +
        "6DtNJrH37mPvF8E3jgTln85E5aN17FdrBva0A/sjE98Nn2E9zVjbCqnFntzHWWd84d5vxb2Q+0T5sL1T+XFoFmcUvpx9rpt7YBFn0v4C+wbyeEKXjgm1L1oh" +
        "65DsGfgRko8Yt/irT48Qb1vfKN+GQsqnFWmI2Yib+3fgR9wH9irl0zPECewhyXUr/zKOTrqVn7PrlZ93sWeXcY6bcPa3+rHHXimfcy+2zinf584r/1dsqfst" +
        "uzRKrJCa4Sh5vC1yPxYxB+Lsj5aSg2js+xhJeoc4eGb8e/O1jQ+0lWs7H7wXuBZ/TQLXEq9J1utL8SZhl6IK2CNOPpByopK4S9wj3EQdoDXSaiYeEA+JR6z4" +
        "mehi0UPrGa1+WoO0hgk/ESBeqk4PONo5ezln4/MPBv6xuTvssDtMe2iqCJ+p4mWpJ2yoJ0xWTFVkZAyGhQbCBKp+MGxHOxgNOxwNE6j50TCWTkfDQrI3FjY7" +
        "hqemencxuBw2vxxWtas19Fp8vRZpVOppr2VGqTmlFpRaUmql1/JfB16z5Rul3nrNF06UQmlOlaA6B4xTnIldSNwj7O+ESOn8WTPjwxEkAXH2sAt7vVvFCxek" +
        "fVTkMD/SjB3VkD7INqQtO1L2UTcEuwBnKjcnUuqh+yD5iIUTXnX2Op5dkU3EsyTExI6AyBG0vV+TZcg2pOaFmOfxL3GJ59KGmGyH8O52DqpY1QJZhZxCzv6f" +
        "TFRHynwXzgHu8Q6Ity5SxqAXIfYRzh/fC+3AnTwC6UF5K4BY/wLxGWffC7GOKWEcGIOsQhIQD2qnVXyshy5DjFx/pWL7NPKWojmUIQXz+PZZfA/0ImSCMTQQ" +
        "Kctosw2xL2PukB4KYsrIZKS8mIqUiTVNWtfhZ8h92AOINdNTIscQB2JO6FdxrEVKEu7X+zvqvl6lvRUpZ9B23LlViEk90HGzgjxLxe7YA8xrH/N4i3eRBw5A" +
        "TzMfhBxDut/iHcjsvMgp9Mgx/AoZRf7Rs4D/rqQoOYaexx22CtmCMGesSL8qIehFe5QpcVbcocjvKOlLIrvPo6QlOUZ6MKcxiBfPWphzIQeph+xD4nCvHC6L" +
        "tEF4x1QXRkk64qkDMTQ/UcVV6sO/3D2QPsgspD1ZxVnmyiWIta2QxymIezb0g7u2BHlOfm2UnNpxb6I8gnIS8rY+xOTFhijpQVy2wR7Fs+l1kVHE6BDkMXKt" +
        "beiJDTHvuQlIdmeUeHHf7SI/cyKGN22Jefc5oPuCIhXY2zWQWMT1NjyfRJ7alKH9X6zvhrQj3lfdYY4ZJc7XOEfIeWzIJSpK1R066Y+SIugO5DHVFboZJxMq" +
        "kfdVIfbfxfxrYE9GSSty8fu7It3I8YcWo6Qad0jRnsgydEe9uk+OIAWbUZJ7GCmHQfTbCB/sR8kZctgC5EBDKNciBwm1qLub988oZBdia8VcD6NkHXWzuNOn" +
        "HyE/OxTzbkqHlP0SJfvIf6Z/Rrt36PssSuzIafc71b3VCqk9EsnGOTyFbEMmkRc9R4yw4U7zpkRLmxc5Qnq0jPSp+60E/wKO/GiJxT1XA9ksipbqkmg5RH6a" +
        "i5xu4lTkOfQuNCUd92CbX92HNubDAYwbwlrgXty6Hy0h6IqmaDPn78D+LcE92d0RLbsQa1e0HJ/jXOH+4Z256omWZUhTT7SsQtqR+3f8KrxPeU/lzjIPRgyI" +
        "Q54wEi1FyE35r8N71huPMzURbeY1LZPRYpuKNnOzMeToswmamd9kQ1yQ45VoGdpUMo3cMcGKs7EdLXbc007IEMqx+9FSgTyx04azCO2FxCIPtp9Fixf3eJwd" +
        "5wt3eQLyJBvypHWUR6wxkp4SI01piFupMXKI3Clkj5Ea5O+H5+rOb8mKEW92jHQinx/JjZF56I5B3MnYp8vYr0kJuLcdiDPQm5uIL64Y2YRUDUVJ25A631ZI" +
        "O/KssUzEQBvaQx5DVpHHL1JDTiED+Ec6ro0x/5UeIw/2It+YTIeGfQo9lKFyuSo8z4adD2mDbN2PkbEHmHczdDb6xD/DKqQ2G+2GY6Qvx5CJ9hh5nIO4BVns" +
        "iJEKD9rCLrmt/kmHIKOUAv5nIKcoQlwqVLnOCOwxaDv+p+vz0Ecx8hz8A+/D7kQe7oUMvYqRevwTtEM283EHQR/hbptejJGBlRgJFcD/hWhfo3Ij5kU1+Mcf" +
        "2cc8mtAf8tFW5EnbD5BjhWLEWhKJ/wX4o9WQ+YfsN1Kqn6g8qiLvikxCqvFfv4j8vKwH+XnRFWmF3sU/V70P/1uQY+RZ+8MYZwT/FA1XJBf/jjVVuFPGOM4V" +
        "GbiLOxU52DL+37z4H7f1XpGWvisyfQ/xGtKJnCx75Ios12APj14x8zPKKGRr7Ir04D9htRYxH/8KQ6uGJKwh94MUNWgyv3XFzONi8f9zeoBnzch7IUNvYMdf" +
        "lV3YtoSrUmS9ij1xVY7wj1T7APEd/7QhiC2Ef2FILeQIEpt/9X8Brx7+tw==";

    private const string Classes =
        "eNpdU01sTFEUPt99982b1+n0Z7RahipVUTYjEVKqGxEWXdTPzoJEpPFTkUi6EEGLhUUjoUIFsbEREhEWIhKrLioNC5FJvTRN09yMWrBiIRHfuW+KWJx7zjv3" +
        "3O/8fe9ixjVXkNgKykjCSZNYSg5hYl32GxySwAWJEfC0Dow0Dp+xYFJxeblhXChXTQJnKcEMeGaSjFOPmcE8MWqQQy3yqEM9GtCIApaYJjRjKQQtlFYs48lc" +
        "PAuQPS7bhlVoh5SKWIGVSL9WYw0RmT9UZMY2dECOukiMzwxq1lm961gLaXPVL0rgfOVaYeIz/REjD+AiDxDzYauzLCXWhimhbEwC6fFjsLKBqUNXJ39hFS5I" +
        "i/TAvjzpiVhcDAmqCQaq3yXm2FG1T/2nL/xjRwdwkK1VvwZj4/U5tQcMz/wJKyeHvHXWSh/XU9TRqZQhW4cxQusyJByxYtR2GquV9DLmNHFBzH2034Vs83nE" +
        "rzZG3AOPGhb5lmuTa5hJd/IpVbt52eSyouMtcRJ+xaJjXVyK9TXXM26d7zySLUTeRl+Oeif1bT9WkGl8RD7RjoTbk4zTcRmZSKeq+zAL+EiUSbjOCubpnYZS" +
        "L12bvCcCuHnoK0UKkO4XSJF/tTDVqHZ02LXLIzvNnipsadbIsayRD19049bVSDsB+iljOqROyi19VHQF6ebu1XGIlddSf9UnKb+Ua6HyjZ7NvPqub57ex3LI" +
        "cIblR7ybYhcyp8XeVCZdzyee5bLe6QSYnE8ept28thzeJW1lXAeactTKpkWWyhvF76LUUbpjsKJd7K/EufbS7qM3pj7ub57xoKM/SonTykUELGBKnQHvW1jE" +
        "ER/5E16d58WQt87QGjXeHDEEtzTu6rv9lAJlrxYdxHpd5ZF6yneAULYz0cs4Y+TxODuUia6yQSDBHMqhZBMyhywh09jqmPLgVZHxcI30R56dOqUr+vHD6J/C" +
        "uNlcEsmgyzDViyc98ht4SiDQ";
}
