"""Made-up names and addresses, and the districts they stand in."""

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
)  # fmt: skip
RARE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫", "令狐")
MALE_GIVEN = tuple("伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建亮成志峰东海")
FEMALE_GIVEN = tuple("芳娜敏静秀丽艳娟霞燕玲桂英梅莉兰萍红玉洁云雪琴婷慧莹倩颖露瑶怡婵雁蓓纨仪荷丹蓉")
SECOND_GIVEN = tuple("文国建晓春海永志小玉德金思佳雨子嘉一梦宏庆少家新荣世正云天")

STREETS = tuple(
    f"{first}{second}"
    for first in ("望江", "听松", "采菱", "云锦", "桂影", "石榴", "白鹭", "青砚", "晴川", "枫桥", "画舫", "竹里")
    for second in ("路", "街", "巷", "大道")
)
ESTATES = ("和风苑", "翠屏里", "星河湾", "梧桐园", "清溪坊", "映山居", "东篱舍", "南窗里")

CITY = "320100"
DISTRICTS = (
    "320102", "320104", "320105", "320106", "320111", "320113", "320114", "320115", "320116", "320117", "320118",
)  # fmt: skip
VANISHED = "320103"  # 白下区, part of 秦淮区 since 2013: still in the numbers of those who were born there
AUTHORITY = "苏A"
