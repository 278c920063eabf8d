"""Link types of the GS1 Web vocabulary: what the thing behind a link tells of a product."""

import re

#: Where the words of the vocabulary are defined.
GS1_VOCABULARY = "https://ref.gs1.org/voc/"
_NAMES = """
activityIdeas allergenInfo appDownload backgroundInfo brandHomepageClinical brandHomepagePatient careersInfo
certificationInfo consumerHandlingStorageInfo defaultLink defaultLinkMulti dpp eifu epcis epil eventsInfo faqs
handledBy hasRetailers homepage ingredientsInfo instructions jws leaveReview locationInfo logisticsInfo
loyaltyProgram masterData menuInfo nutritionalInfo openingHoursInfo paymentLink pip productSustainabilityInfo
promotion purchaseSuppliesOrAccessories quickStartGuide recallStatus recipeInfo registerProduct registryEntry
relatedImage relatedVideo reportFound review safetyInfo scheduleTime serviceInfo smartLabel smpc socialMedia
statisticInfo subscribe support sustainabilityInfo traceability tutorial userAgreement verificationService
whatsInTheBox
"""
#: Every link type that GS1 names (facts of the vocabulary; tests compare them with GS1's list).
LINK_TYPES = frozenset(_NAMES.split())
#: Those that a producer may fill with pages of its own, most wanted first; the registry answers others itself.
LINK_TYPE_WORDS = {
    "hasRetailers": "Nơi bán",
    "relatedVideo": "Video về sản phẩm",
    "socialMedia": "Trang mạng xã hội",
    "homepage": "Trang của cơ sở",
    "instructions": "Cách dùng",
    "recipeInfo": "Công thức món ăn",
    "tutorial": "Bài hướng dẫn",
    "ingredientsInfo": "Thành phần",
    "nutritionalInfo": "Giá trị dinh dưỡng",
    "allergenInfo": "Chất gây dị ứng",
    "safetyInfo": "An toàn khi dùng",
    "consumerHandlingStorageInfo": "Cách bảo quản",
    "whatsInTheBox": "Trong hộp có gì",
    "faqs": "Câu hỏi thường gặp",
    "support": "Hỗ trợ khách hàng",
    "promotion": "Khuyến mãi",
    "loyaltyProgram": "Khách hàng thân thiết",
    "subscribe": "Đăng ký nhận tin",
    "review": "Nhận xét của người mua",
    "sustainabilityInfo": "Môi trường và tái chế",
    "locationInfo": "Đường đến cơ sở",
    "openingHoursInfo": "Giờ mở cửa",
    "eventsInfo": "Sự kiện, hội chợ",
    "backgroundInfo": "Câu chuyện sản phẩm",
    "careersInfo": "Tuyển dụng",
}
#: Ways to write a link type: short, or as an address of the vocabulary now or before.
_WRITTEN = re.compile(r"(?i:gs1:|https?://(?:www\.|ref\.)?gs1\.org/voc/)([A-Za-z]{1,40})")


def link_type_of(text: str) -> str | None:
    """Return the bare name of a link type as a query or a linkset writes it; None where GS1 knows none of it.

    >>> link_type_of("gs1:pip"), link_type_of("HTTPS://GS1.org/voc/pip"), link_type_of("gs1:PIP"), link_type_of("pip")
    ('pip', 'pip', None, None)
    """
    found = _WRITTEN.fullmatch(text)
    return found[1] if found and found[1] in LINK_TYPES else None
